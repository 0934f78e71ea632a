package org.parley.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.HdrHistogram.Histogram;

/** How long a page of fifty messages takes, by the length of its conversation and its place in it. */
final class HistoryPages {
    static final int SHORT = 10_000;
    static final int LONG = 1_000_000;

    private static final int PAGE = 50;

    private final Site site;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String token;
    private final long shortOne;
    private final long longOne;

    /** Medians in milliseconds. */
    record Times(double shortNewest, double shortMiddle, double longNewest, double longMiddle, double inbox) {}

    /** Writes the conversations. */
    HistoryPages(Site site) {
        this.site = site;
        token = site.token(1);
        shortOne = site.population().group(1, 2);
        site.population().messages(shortOne, 1, SHORT);
        longOne = site.population().group(1, 2);
        site.population().messages(longOne, 1, LONG);
    }

    Times measure(int requests) throws IOException {
        Histogram[] times = new Histogram[5];
        for (int i = 0; i < times.length; i++) {
            times[i] = new Histogram(60_000_000_000L, 3);
        }
        // In turn, so that whatever else goes on concerns all of them.
        for (int i = 0; i < requests; i++) {
            read(times[0], shortOne, SHORT + 1L);
            read(times[1], shortOne, SHORT / 2 + i % 1000);
            read(times[2], longOne, LONG + 1L);
            read(times[3], longOne, LONG / 2 + i * 97L % 100_000);
            get(times[4], "/api/conversations", "\"unread\":");
        }
        return new Times(median(times[0]), median(times[1]), median(times[2]), median(times[3]), median(times[4]));
    }

    private void read(Histogram times, long conversation, long before) throws IOException {
        get(
                times,
                "/api/conversations/" + conversation + "/messages?limit=" + PAGE + "&before=" + before,
                "\"seq\":" + (before - 1) + ",");
    }

    private void get(Histogram times, String path, String expected) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.port(1) + path))
                .header("Authorization", "Bearer " + token)
                .build();
        long start = System.nanoTime();
        HttpResponse<String> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        times.recordValue(System.nanoTime() - start);
        if (response.statusCode() != 200 || !response.body().contains(expected)) {
            throw new IllegalStateException(response + " " + response.body());
        }
    }

    private static double median(Histogram histogram) {
        return histogram.getValueAtPercentile(50) / 1e6;
    }
}
