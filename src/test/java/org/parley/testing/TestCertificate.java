package org.parley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;

import javax.net.ssl.SSLContext;

/** The one certificate of proxies at 127.0.0.1, which the tests' clients trust where they speak https. */
public final class TestCertificate {
    private static final Path FILE = Folders.services().resolve("certificate.p12");
    private static final KeyStore TRUSTED = make();

    private TestCertificate() {}

    /** Returns what a client needs that trusts this certificate and no other. */
    public static SSLContext trust() {
        try {
            return Tls.context(TRUSTED);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the certificate with its key, as proxies want it. */
    static void pem(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(FILE)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, Tls.PASSWORD.toCharArray());
            Key key = store.getKey("parley", Tls.PASSWORD.toCharArray());
            byte[] certificate = store.getCertificate("parley").getEncoded();
            Files.writeString(file, pem("CERTIFICATE", certificate) + pem("PRIVATE KEY", key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    private static KeyStore make() {
        try {
            Files.createDirectories(FILE.getParent());
            Files.deleteIfExists(FILE);
            return Tls.certificate(FILE);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
