package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A tiny OpenID provider, which says whatever a test wants it to say. */
public final class FakeProvider implements AutoCloseable {
    public static final String CLIENT = "parley";

    private final HttpServer server;
    private final AtomicInteger keyRequests = new AtomicInteger();
    public volatile RSAKey signing = key("first", KeyUse.SIGNATURE);
    public final RSAKey encryption = key("encryption", KeyUse.ENCRYPTION);
    public volatile List<JWK> published = List.of(signing, encryption);
    public volatile String claimedIssuer;
    public volatile Map<String, Object> userInfo = Map.of();
    public volatile String idToken = "";
    public volatile Map<String, String> lastTokenRequest = Map.of();
    public volatile String lastAuthorization = "";
    public volatile int tokenStatus = 200;

    public FakeProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        claimedIssuer = issuer().toString();
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200, discovery()));
        server.createContext("/keys", exchange -> {
            keyRequests.incrementAndGet();
            answer(exchange, 200, new JWKSet(published).toPublicJWKSet().toString());
        });
        server.createContext("/token", this::token);
        server.createContext(
                "/userinfo",
                exchange -> answer(exchange, 200, com.nimbusds.jose.util.JSONObjectUtils.toJSONString(userInfo)));
        server.start();
    }

    public URI issuer() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public int keyRequests() {
        return keyRequests.get();
    }

    public static RSAKey key(String id, KeyUse use) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).keyUse(use).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on signs with another key. */
    public void rotate(String id) {
        signing = key(id, KeyUse.SIGNATURE);
        published = List.of(signing, encryption);
    }

    /** Claims that are good in a token of this provider, for tests to make bad. */
    public JWTClaimsSet.Builder claims(Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer().toString())
                .subject("7d3f")
                .audience(CLIENT)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)));
    }

    public String sign(JWTClaimsSet claims) {
        return sign(JOSEObjectType.JWT, claims);
    }

    public String sign(JOSEObjectType type, JWTClaimsSet claims) {
        return sign(signing, signing.getKeyID(), type, claims);
    }

    public static String sign(RSAKey key, String keyId, JOSEObjectType type, JWTClaimsSet claims) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(keyId)
                .type(type)
                .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    private String discovery() {
        return """
                {"issuer":"%1$s","authorization_endpoint":"%2$s/auth","token_endpoint":"%2$s/token","jwks_uri":"%2$s/keys",
                 "userinfo_endpoint":"%2$s/userinfo","end_session_endpoint":"%2$s/logout",
                 "response_types_supported":["code"],"subject_types_supported":["public"],
                 "id_token_signing_alg_values_supported":["RS256"]}""".formatted(claimedIssuer, issuer());
    }

    private void token(HttpExchange exchange) throws IOException {
        lastTokenRequest = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        lastAuthorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        answer(
                exchange,
                tokenStatus,
                tokenStatus == 200
                        ? "{\"access_token\":\"opaque\",\"token_type\":\"Bearer\",\"id_token\":\"" + idToken + "\"}"
                        : "{\"error\":\"invalid_grant\"}");
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&")) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
