package org.parley.broker.kafka;

import java.lang.reflect.Method;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessManagedBean;

import io.smallrye.reactive.messaging.PublisherDecorator;
import io.smallrye.reactive.messaging.providers.extension.MediatorManager;

/**
 * Fits SmallRye Reactive Messaging into the server. Above all it cures a defect of Payara: the libraries' CDI extensions get a bean archive of their own, from which those of SmallRye
 * Reactive Messaging don't see the beans of the same library ("WELD-001334 Unsatisfied dependencies for type
 * MediatorManager"). Here that archive learns to see the application. On other servers it does already.
 */
public class MessagingFit implements Extension {
    private static final Logger LOG = Logger.getLogger(MessagingFit.class.getName());

    private static final Logger MESSAGING = Logger.getLogger("io.smallrye.reactive.messaging.kafka");
    private static final List<String> NOISE = List.of("SRMSG18206", "SRMSG18212", "SRMSG18235", "SRMSG18252");

    private Object application;

    /** Of each message that Kafka does not take somebody is told, and it is counted; a commit is tried again. Stack traces
     * help nobody. */
    void quieten(@Observes BeforeBeanDiscovery event) {
        MESSAGING.setFilter(record -> record.getMessage() == null
                || NOISE.stream().noneMatch(id -> record.getMessage().startsWith(id)));
    }

    /** It counts in the server's own registry, which server-config switches off: Parley has its own. */
    void omit(@Observes ProcessAnnotatedType<? extends PublisherDecorator> event) {
        if (event.getAnnotatedType().getJavaClass().getSimpleName().equals("MetricDecorator")) {
            event.veto();
        }
    }

    void remember(@Observes ProcessManagedBean<MediatorManager> event) {
        try {
            application = event.getBean().getClass().getMethod("getBeanManager").invoke(event.getBean());
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.FINE, "This is not the Weld that needs help", e);
        }
    }

    void connect(@Observes @Priority(1) AfterDeploymentValidation event, BeanManager extensions) {
        if (application == null) {
            return;
        }
        try {
            Object delegate = extensions.getClass().getMethod("delegate").invoke(extensions);
            for (Method method : delegate.getClass().getMethods()) {
                if (method.getName().equals("addAccessibleBeanManager")) {
                    method.invoke(delegate, application);
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.FINE, "This is not the Weld that needs help", e);
        }
    }
}
