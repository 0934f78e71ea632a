/** Who somebody is and what they may do: authentication of requests and handshakes, tokens, sessions, local accounts. */
package org.parley.security;
