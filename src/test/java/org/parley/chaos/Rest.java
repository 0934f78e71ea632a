package org.parley.chaos;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;

import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientAccount.Answer;

/** REST for somebody who does not wait for long. */
final class Rest {
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final int SERVERS_FAULT = 500;
    private static final int TOO_MANY = 429;
    private static final int NOT_FOUND = 404;

    /** There was no answer, or one that says to try again. */
    static final class Away extends RuntimeException {
        private static final long serialVersionUID = 1;

        Away(String what, Throwable cause) {
            super(what, cause);
        }
    }

    private Rest() {}

    /** @throws Away if the server is away, or says that something is */
    static Answer ask(ChatClientAccount account, String method, String path, String body) {
        URI uri = account.base().resolve(path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + account.token())
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        Answer answer;
        try {
            answer = ChatClientAccount.send(request);
        } catch (IllegalStateException e) {
            throw new Away(method + " " + uri, e);
        }
        if (answer.status() >= SERVERS_FAULT || answer.status() == TOO_MANY || isNotDeployedYet(answer)) {
            throw new Away(method + " " + uri + " was answered with " + answer.status(), null);
        }
        return answer;
    }

    /** While it starts, the server itself answers that there is no such page. */
    private static boolean isNotDeployedYet(Answer answer) {
        return answer.status() == NOT_FOUND && !answer.header("Content-Type").contains("json");
    }
}
