/** What entities and their stores share, such as the mapping of types that JPA 3.1 leaves open. */
package org.parley.jpa;
