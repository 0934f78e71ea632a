package org.parley.timer;

import java.lang.reflect.Proxy;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import jakarta.enterprise.concurrent.ManagedExecutorService;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class WorkersTest {
    private int runs;

    @Test
    void a_task_is_run_by_the_servers_executor() {
        new Workers(executor(Runnable::run)).execute(() -> runs++);
        assertEquals(1, runs);
    }

    @Test
    void that_the_operating_system_gives_no_thread_is_a_refusal() {
        Workers workers = new Workers(executor(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        }));
        assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> runs++));
        assertEquals(0, runs);
    }

    private static ManagedExecutorService executor(Consumer<Runnable> execute) {
        return (ManagedExecutorService) Proxy.newProxyInstance(
                WorkersTest.class.getClassLoader(),
                new Class<?>[] {ManagedExecutorService.class},
                (proxy, method, arguments) -> {
                    execute.accept((Runnable) arguments[0]);
                    return null;
                });
    }
}
