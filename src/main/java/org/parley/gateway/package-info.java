/** The boundary: WebSocket connections and the REST resources that publish to the broker. Thin; it delegates. */
package org.parley.gateway;
