/** The audit trail: what admins and moderators did, each entry chained to the one before by a hash. */
package org.parley.audit;
