package org.parley.gateway;

import java.lang.management.ManagementFactory;
import java.util.logging.Level;
import java.util.logging.Logger;

import javax.management.AttributeChangeNotification;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Stops gracefully before WildFly suspends: that is what it does first when it goes down, and then it closes all
 * connections before applications learn of it. It tells by JMX, and waits for those that it tells. On other servers this
 * does nothing.
 */
@WebListener
public class ServerSuspension implements ServletContextListener, NotificationListener {
    private static final Logger LOG = Logger.getLogger(ServerSuspension.class.getName());
    private static final String SERVER = "jboss.root:type=state";
    private static final String SUSPENDING = "suspending";

    @Inject
    private GracefulStop stop;

    private boolean listening;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            server().addNotificationListener(new ObjectName(SERVER), this, null, null);
            listening = true;
        } catch (InstanceNotFoundException e) {
            LOG.log(Level.FINE, "This server is no WildFly", e);
        } catch (JMException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "The server can't tell when it suspends: what is under way then may get no answer",
                    e);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (listening) {
            try {
                server().removeNotificationListener(new ObjectName(SERVER), this);
            } catch (JMException | RuntimeException e) {
                LOG.log(Level.FINE, "The server has forgotten this already", e);
            }
        }
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (notification instanceof AttributeChangeNotification change
                && SUSPENDING.equalsIgnoreCase(String.valueOf(change.getNewValue()))) {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(ServerSuspension.class.getClassLoader());
            try {
                stop.now();
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }
}
