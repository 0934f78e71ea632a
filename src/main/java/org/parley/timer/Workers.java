package org.parley.timer;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.Dependent;

/**
 * The server's threads. Where it has no more, it says so in one way: WildFly, whose threads are bounded, refuses a task;
 * Payara's are as many as the operating system gives, which ends with an error of the virtual machine. May be called by any
 * thread, also by one that the server knows nothing of, where no bean with a scope could be found. Thread-safe.
 */
@Dependent
public class Workers implements Executor {
    @Resource
    private ManagedExecutorService executor;

    /** For the container, which gives it the executor. */
    public Workers() {}

    Workers(ManagedExecutorService executor) {
        this.executor = executor;
    }

    /** @throws RejectedExecutionException if there is no thread for the task, which is not run then */
    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (OutOfMemoryError e) {
            throw new RejectedExecutionException("The operating system gives no thread", e);
        }
    }
}
