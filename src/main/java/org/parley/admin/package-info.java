/** Administration by REST, for administrators alone: accounts, groups, the audit trail, the nodes. */
package org.parley.admin;
