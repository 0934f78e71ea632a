package org.parley.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;

/**
 * An EC P-256 key pair, ready to use.
 *
 * @param seal a key for AES-256, derived from the private key; who knows one does not know the other
 */
record SigningKey(String id, JWSSigner signer, JWSVerifier verifier, SecretKey seal) {
    private static final byte[] PURPOSE = "parley seal 1".getBytes(StandardCharsets.UTF_8);

    static SigningKey of(ECKey jwk) {
        try {
            return new SigningKey(jwk.getKeyID(), new ECDSASigner(jwk), new ECDSAVerifier(jwk), seal(jwk));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("Not an EC P-256 private key: " + jwk.getKeyID(), e);
        }
    }

    private static SecretKey seal(ECKey jwk) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(jwk.getD().decode(), "HmacSHA256"));
            return new SecretKeySpec(mac.doFinal(PURPOSE), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256", e);
        }
    }
}
