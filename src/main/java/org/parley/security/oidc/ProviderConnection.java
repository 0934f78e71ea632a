package org.parley.security.oidc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import org.parley.config.Settings;

/** How the provider is asked: within the time limit, with the trusted certificates, and without following redirects. */
final class ProviderConnection {
    private static final int MAX_KEYS = 256 * 1024;

    private final int limit;
    private final Optional<SSLSocketFactory> tls;

    ProviderConnection(Settings.OpenIdProvider settings) {
        this.limit = (int) settings.timeout().toMillis();
        this.tls = settings.authorities().map(ProviderConnection::trusting);
    }

    void prepare(HTTPRequest request) {
        request.setConnectTimeout(limit);
        request.setReadTimeout(limit);
        request.setFollowRedirects(false);
        tls.ifPresent(request::setSSLSocketFactory);
    }

    ResourceRetriever retriever() {
        return new DefaultResourceRetriever(limit, limit, MAX_KEYS, true, tls.orElse(null));
    }

    private static SSLSocketFactory trusting(Path authorities) {
        try (InputStream file = Files.newInputStream(authorities)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                trusted.setCertificateEntry(Integer.toString(trusted.size()), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("chat.oidc.ca is no file of certificates: " + authorities, e);
        }
    }
}
