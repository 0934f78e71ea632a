package org.parley.browser;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Gives all test classes the same {@link Site}, started for the first of them in a JVM and closed after the last. Only after
 * a failure there is another one: the test is run once more in the same JVM, and brings people of the same names.
 */
final class OneSite implements ParameterResolver, AfterEachCallback, TestWatcher {
    private static final Namespace NAMESPACE = Namespace.create(OneSite.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Site.class;
    }

    @Override
    public Site resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return holder(context).site();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Site site = holder(context).site();
        if (context.getExecutionException().isPresent()) {
            site.takePictures(context.getRequiredTestMethod().getName());
        }
        site.everybodyLeaves();
    }

    /** Also told of a test that failed before it began, when its people registered, or after its end. */
    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        holder(context).used = true;
    }

    private static Holder holder(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .getOrComputeIfAbsent(Holder.class, key -> new Holder(), Holder.class);
    }

    /** Lives as long as the JVM runs tests. The store would keep a failed start for good. */
    private static final class Holder implements AutoCloseable {
        /** In a row. Each may take minutes, and there are many tests. */
        private static final int STARTS = 2;

        private Site site;
        private int starts;
        private boolean used;

        Site site() {
            if (used) {
                close();
            }
            if (site == null) {
                if (starts == STARTS) {
                    throw new IllegalStateException("The site did not start, " + STARTS + " times in a row");
                }
                starts++;
                site = new Site();
                starts = 0;
            }
            return site;
        }

        @Override
        public void close() {
            used = false;
            Site closing = site;
            site = null;
            if (closing != null) {
                closing.close();
            }
        }
    }
}
