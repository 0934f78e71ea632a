/** Tests that run inside the server, in the WAR that the build made: one deployment for all of them. */
package org.parley.testing.container;
