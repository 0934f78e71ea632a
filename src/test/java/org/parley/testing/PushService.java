package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A push service and the browsers that subscribed to it; decrypts with code of its own (RFC 8291, RFC 8188). */
public final class PushService implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TAG_BITS = 128;

    private final HttpServer server;
    private final Map<String, Browser> browsers = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();

    public PushService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::received);
        server.start();
    }

    public String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** A notice as it came, decrypted. */
    public record Notice(Map<String, List<String>> headers, JsonNode payload) {
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }
    }

    /** A browser's subscription. */
    public final class Browser {
        private final String path = "/browser-" + number.incrementAndGet();
        private final KeyPair keys;
        private final byte[] secret = new byte[16];
        private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
        private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
        private final AtomicInteger requests = new AtomicInteger();

        private Browser() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
                keys = generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
            new SecureRandom().nextBytes(secret);
        }

        /** The subscription as a browser writes it. */
        public String subscription() {
            var json = ChatClientAccount.JSON.createObjectNode();
            json.put("endpoint", "http://" + authority() + path).putNull("expirationTime");
            json.putObject("keys").put("p256dh", base64(point())).put("auth", base64(secret));
            return json.toString();
        }

        /** Answers the next requests with these statuses, then with 201 again. */
        public void answers(Integer... statuses) {
            answers.addAll(List.of(statuses));
        }

        public int requests() {
            return requests.get();
        }

        /** Waits for the next notice. */
        public Notice take() {
            try {
                Notice notice = notices.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                if (notice == null) {
                    throw new AssertionError("no notice came");
                }
                return notice;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private byte[] point() {
            return uncompressed((ECPublicKey) keys.getPublic());
        }

        private String decrypt(byte[] body) throws GeneralSecurityException {
            ByteBuffer message = ByteBuffer.wrap(body);
            byte[] salt = bytes(message, 16);
            message.getInt();
            byte[] sender = bytes(message, message.get());
            byte[] record = bytes(message, message.remaining());

            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(keys.getPrivate());
            agreement.doPhase(publicKey(sender), true);
            byte[] info = concat("WebPush: info\0".getBytes(StandardCharsets.US_ASCII), point(), sender);
            byte[] material = expand(hmac(secret, agreement.generateSecret()), info, 32);
            byte[] pseudoRandom = hmac(salt, material);
            byte[] key = expand(pseudoRandom, ascii("Content-Encoding: aes128gcm\0"), 16);
            byte[] nonce = expand(pseudoRandom, ascii("Content-Encoding: nonce\0"), 12);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            byte[] padded = cipher.doFinal(record);
            int end = padded.length - 1;
            while (padded[end] == 0) {
                end--;
            }
            if (padded[end] != 2) {
                throw new AssertionError("the last record ends with 2");
            }
            return new String(padded, 0, end, StandardCharsets.UTF_8);
        }
    }

    /** Somebody subscribes. */
    public Browser browser() {
        Browser browser = new Browser();
        browsers.put(browser.path, browser);
        return browser;
    }

    private void received(HttpExchange exchange) throws IOException {
        Browser browser = browsers.get(exchange.getRequestURI().getPath());
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status = 404;
        if (browser != null) {
            Integer wanted = browser.answers.poll();
            status = wanted == null ? 201 : wanted;
            browser.requests.incrementAndGet();
            if (status == 201) {
                try {
                    browser.notices.add(
                            new Notice(exchange.getRequestHeaders(), ChatClientAccount.parse(browser.decrypt(body))));
                } catch (GeneralSecurityException | RuntimeException e) {
                    status = 400;
                }
            }
        }
        exchange.getResponseHeaders().add("Retry-After", "1");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** Reads an uncompressed point of P-256. */
    public static ECPublicKey publicKey(byte[] point) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint place = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(point, 1, 33)),
                new BigInteger(1, Arrays.copyOfRange(point, 33, 65)));
        return (ECPublicKey) KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(place, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static byte[] uncompressed(ECPublicKey key) {
        byte[] point = new byte[65];
        point[0] = 4;
        put(key.getW().getAffineX(), point, 1);
        put(key.getW().getAffineY(), point, 33);
        return point;
    }

    private static void put(BigInteger number, byte[] into, int at) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, into, at + 32 - length, length);
    }

    private static byte[] bytes(ByteBuffer buffer, int count) {
        byte[] bytes = new byte[count];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    private static byte[] expand(byte[] key, byte[] info, int length) throws GeneralSecurityException {
        return Arrays.copyOf(hmac(key, concat(info, new byte[] {1})), length);
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
