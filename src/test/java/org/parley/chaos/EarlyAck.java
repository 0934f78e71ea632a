package org.parley.chaos;

import java.util.concurrent.CompletableFuture;

import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;

import org.parley.broker.MessageBroker;
import org.parley.message.Foresight;
import org.parley.message.Submission;

/** A broker that says yes to what will surely be stored, before it is. It is packed into a WAR of its own. */
@Decorator
@Priority(Interceptor.Priority.APPLICATION)
public class EarlyAck implements MessageBroker {
    @Inject
    @Delegate
    @Any
    private MessageBroker broker;

    @Inject
    private Foresight foresight;

    @Override
    public void publish(Submission submission, CompletableFuture<Published> result) {
        if (foresight.sees(submission, 0)) {
            broker.publish(submission, new CompletableFuture<>());
            result.complete(Published.durable(submission.conversation()));
        } else {
            broker.publish(submission, result);
        }
    }

    @Override
    public boolean stop() {
        return broker.stop();
    }
}
