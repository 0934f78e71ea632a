package org.parley.push;

import java.text.ParseException;
import java.util.logging.Logger;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.zerodeplibs.webpush.VAPIDKeyPair;
import com.zerodeplibs.webpush.VAPIDKeyPairs;
import com.zerodeplibs.webpush.key.PrivateKeySources;
import com.zerodeplibs.webpush.key.PublicKeySources;
import org.parley.config.Settings;

/**
 * The key by which push services know this installation (VAPID, RFC 8292): the configured one, or one that the first node
 * that needs it makes for all. Browsers bind their subscriptions to it, so it stays the same.
 */
@ApplicationScoped
class PushKeys {
    private static final Logger LOG = Logger.getLogger(PushKeys.class.getName());

    @Inject
    private Settings settings;

    @Inject
    private SubscriptionStore store;

    private volatile VAPIDKeyPair loaded;

    VAPIDKeyPair pair() {
        if (loaded == null) {
            load();
        }
        return loaded;
    }

    private synchronized void load() {
        if (loaded == null) {
            loaded = parse(settings.push().key().or(store::key).orElseGet(this::make));
        }
    }

    private String make() {
        try {
            store.addKey(new ECKeyGenerator(Curve.P_256).generate().toJSONString());
            LOG.info("Made the key by which push services know this installation");
        } catch (EJBException e) {
            return store.key().orElseThrow(() -> e);
        } catch (JOSEException e) {
            throw new IllegalStateException("This Java platform can't make an EC P-256 key", e);
        }
        return store.key().orElseThrow();
    }

    private static VAPIDKeyPair parse(String jwk) {
        try {
            ECKey key = ECKey.parse(jwk);
            return VAPIDKeyPairs.of(
                    PrivateKeySources.ofECPrivateKey(key.toECPrivateKey()),
                    PublicKeySources.ofECPublicKey(key.toECPublicKey()));
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException("The key for push services is damaged", e);
        }
    }
}
