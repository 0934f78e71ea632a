package org.parley.guarantee;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.parley.testing.ApplicationServer;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.ChatClientAccount.Answer;

/**
 * People whose pages do nothing but renew their sessions, one request after the other, until they are cut off. Whatever
 * happens to the server, each answer is a good one, or says when to try again, unless it is too late for that.
 */
final class Renewals {
    private static final int PEOPLE = 8;

    /** A page whose answer was lost may ask again for half a minute, and is signed out afterwards; clocks may differ. */
    private static final Duration GRACE = Duration.ofSeconds(25);

    private final URI base;
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> pages;
    private volatile boolean enough;

    Renewals(ApplicationServer server) {
        this.base = server.baseUri();
        this.pages = IntStream.range(0, PEOPLE)
                .mapToObj(number -> cookieOf("renewing-" + number + "-" + System.nanoTime()))
                .map(cookie -> CompletableFuture.runAsync(() -> renew(cookie)))
                .toList();
    }

    private String cookieOf(String user) {
        Answer answer =
                post("register", "", "{\"user\":\"" + user + "\",\"password\":\"" + ChatClientAccount.PASSWORD + "\"}");
        answer.expect(201);
        return cookie(answer);
    }

    private void renew(String first) {
        String cookie = first;
        long lastSuccess = System.nanoTime();
        while (!enough) {
            Answer answer;
            try {
                answer = post("refresh", cookie, "");
            } catch (IllegalStateException cutOff) {
                return;
            }
            if (answer.status() == 200) {
                cookie = cookie(answer);
                lastSuccess = System.nanoTime();
            } else if (answer.status() == 401 && System.nanoTime() - lastSuccess > GRACE.toNanos()) {
                return;
            } else if (answer.status() == 404 || answer.status() == 503 && isOfTheServer(answer)) {
                // The application is gone already, the server not yet: it has nothing to say of its own.
                return;
            } else if (answer.status() != 503 || answer.header("Retry-After").isEmpty()) {
                surprises.add(answer.status() + " " + answer.headers() + " " + answer.body());
                return;
            }
        }
    }

    /** What Parley itself refuses, it tells in JSON. */
    private static boolean isOfTheServer(Answer answer) {
        return answer.body().isBlank() || answer.header("Content-Type").startsWith("text/html");
    }

    /** Returns the answers that were neither good nor said when to try again. */
    List<String> surprises() {
        enough = true;
        pages.forEach(CompletableFuture::join);
        return List.copyOf(surprises);
    }

    private Answer post(String operation, String cookie, String body) {
        return ChatClientAccount.send(HttpRequest.newBuilder(base.resolve("/api/auth/" + operation))
                .header("Content-Type", "application/json")
                .header("Cookie", cookie)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static String cookie(Answer answer) {
        return answer.header("Set-Cookie").split(";", 2)[0];
    }
}
