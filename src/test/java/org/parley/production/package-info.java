/** What operators are given: the containers, the reverse proxy, the manual. */
package org.parley.production;
