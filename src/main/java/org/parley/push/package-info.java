/** Web Push: what users without a connection miss is told to their browsers, by way of the browsers' push services. */
package org.parley.push;
