package org.parley.security.oidc;

import java.util.Set;

import com.nimbusds.jose.JWSAlgorithm;

/** With what a provider may sign: with a key pair, so that nobody can sign with what everybody knows. */
final class Algorithms {
    static final Set<JWSAlgorithm> ALLOWED = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private Algorithms() {}
}
