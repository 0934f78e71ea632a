package org.parley.timer;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.Dependent;

/**
 * The timers of the bean that this is injected into; they end with it. One that is left behind would keep the whole
 * application in memory, and work for one that is gone. Thread-safe.
 */
@Dependent
public class Timers {
    @Resource
    private ManagedScheduledExecutorService scheduler;

    private final Set<Future<?>> scheduled = ConcurrentHashMap.newKeySet();

    /**
     * Runs the task again and again, for the first time after one pause.
     *
     * @param pause from the end of one run to the beginning of the next
     * @param task one that throws an exception is not run again
     */
    public void every(Duration pause, Runnable task) {
        every(pause, pause, task);
    }

    /** Like {@link #every(Duration, Runnable)}, but with another pause before the first run. */
    public void every(Duration first, Duration pause, Runnable task) {
        scheduled.add(
                scheduler.scheduleWithFixedDelay(task, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** @return false if the server takes no more tasks, because the application stops: it will not be run */
    public boolean after(Duration pause, Runnable task) {
        waiting();
        try {
            scheduled.add(scheduler.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** @return how many will still run */
    public int waiting() {
        scheduled.removeIf(Future::isDone);
        return scheduled.size();
    }

    /** Nothing begins any more; what runs goes on to its end. To be called before what the tasks need is given up. */
    @PreDestroy
    public void cancel() {
        scheduled.forEach(task -> task.cancel(false));
    }
}
