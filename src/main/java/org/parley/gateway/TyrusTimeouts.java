package org.parley.gateway;

import java.lang.reflect.Field;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.websocket.server.ServerContainer;

/**
 * Cures a defect of Payara's WebSocket engine: with each message in and out it schedules a task for the idle timeout,
 * even where there is none, through an executor that searches the class path each time. That costs more than all the
 * rest of a send. Here it gets an executor that does nothing for a timeout of zero. On other servers, and on a Payara
 * that has changed, this does nothing.
 */
@WebListener
public class TyrusTimeouts implements ServletContextListener {
    private static final Logger LOG = Logger.getLogger(TyrusTimeouts.class.getName());
    private static final String FIELD = "managedScheduledExecutorService";

    private ScheduledThreadPoolExecutor timeouts;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object container = event.getServletContext().getAttribute(ServerContainer.class.getName());
        if (container == null || !container.getClass().getName().startsWith("org.glassfish.tyrus.")) {
            return;
        }
        try {
            Field field = field(container.getClass());
            field.setAccessible(true);
            timeouts = new NoTimeouts(Executors.defaultThreadFactory());
            field.set(container, timeouts);
        } catch (ReflectiveOperationException | RuntimeException e) {
            stop();
            LOG.log(Level.WARNING, "The WebSocket engine is not as expected: sending costs more than it should", e);
        }
    }

    private static Field field(Class<?> type) throws NoSuchFieldException {
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            for (Field field : declaring.getDeclaredFields()) {
                if (field.getName().equals(FIELD) && field.getType().isAssignableFrom(NoTimeouts.class)) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(FIELD);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        stop();
    }

    private void stop() {
        if (timeouts != null) {
            timeouts.shutdownNow();
        }
    }

    /** The engine's timeouts stay off (Parley has its own, see {@link Heartbeat}), so that no thread is ever started. */
    private static final class NoTimeouts extends ScheduledThreadPoolExecutor {
        NoTimeouts(ThreadFactory threads) {
            super(1, threads);
            setRemoveOnCancelPolicy(true);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return delay <= 0 ? null : super.schedule(task, delay, unit);
        }
    }
}
