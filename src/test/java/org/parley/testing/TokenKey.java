package org.parley.testing;

import java.text.ParseException;
import java.time.Instant;
import java.util.Date;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/** A key for {@code chat.token.key}, by which tests make tokens that the server takes for its own. */
public final class TokenKey {
    private final ECKey key;

    public TokenKey() {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the value of the setting. */
    public String setting() {
        return key.toJSONString();
    }

    /** Returns a token like this one that expires at another time. */
    public String expiring(String token, Instant at) {
        try {
            SignedJWT original = SignedJWT.parse(token);
            JWTClaimsSet claims = new JWTClaimsSet.Builder(original.getJWTClaimsSet())
                    .expirationTime(Date.from(at))
                    .build();
            SignedJWT changed = new SignedJWT(original.getHeader(), claims);
            changed.sign(new ECDSASigner(key));
            return changed.serialize();
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
