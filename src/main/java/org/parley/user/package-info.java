/** People: who they are, how they are found, their profiles. */
package org.parley.user;
