package org.parley.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;

/** An EC P-256 key pair, ready to use. */
record SigningKey(String id, JWSSigner signer, JWSVerifier verifier) {
    static SigningKey of(ECKey jwk) {
        try {
            return new SigningKey(jwk.getKeyID(), new ECDSASigner(jwk), new ECDSAVerifier(jwk));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("Not an EC P-256 private key: " + jwk.getKeyID(), e);
        }
    }
}
