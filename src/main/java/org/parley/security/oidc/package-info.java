/** Signing in at an OpenID provider: the code flow, its users and their sessions, its access tokens, and log-out there. */
package org.parley.security.oidc;
