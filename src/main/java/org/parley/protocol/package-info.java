/** What clients and the server say to each other: frames in and out, their codec, error and close codes. Depends on nothing. */
package org.parley.protocol;
