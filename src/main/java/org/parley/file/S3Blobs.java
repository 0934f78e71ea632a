package org.parley.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;

import org.parley.config.Settings;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** In a bucket of a store that speaks S3, which tells when content arrives other than it was sent. */
final class S3Blobs implements BlobStore {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration PUT = Duration.ofMinutes(15);
    private static final int PUT_ATTEMPTS = 3;

    /** What the client sets itself, to the same values. */
    private static final Set<String> OWN_HEADERS = Set.of("host", "content-length");

    private final Settings.S3 bucket;
    private final AwsCredentialsIdentity key;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Clock clock;
    private final HttpClient client;

    S3Blobs(Settings.S3 bucket, Clock clock, Executor executor) {
        this.bucket = bucket;
        this.key = AwsCredentialsIdentity.create(bucket.accessKey(), bucket.secretKey());
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .executor(executor)
                .build();
    }

    /**
     * Tried again unless it took too long, as the store asks of its clients: connections that are kept open end without
     * notice, and stores have moments of their own. To put the same twice does no harm.
     */
    @Override
    public void put(String name, Path content) throws IOException {
        for (int attempt = 1; true; attempt++) {
            try {
                putOnce(name, content);
                return;
            } catch (StoreFull | HttpTimeoutException e) {
                throw e;
            } catch (IOException e) {
                if (attempt == PUT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void putOnce(String name, Path content) throws IOException {
        HttpRequest.Builder request = request(SdkHttpMethod.PUT, name, Map.of(), content);
        HttpResponse<Void> answer =
                send(request.timeout(PUT).PUT(BodyPublishers.ofFile(content)), BodyHandlers.discarding());
        if (answer.statusCode() == 507) {
            throw new StoreFull("the bucket takes no more");
        }
        expect(answer, name, 200);
    }

    @Override
    public OptionalLong size(String name) throws IOException {
        HttpResponse<Void> answer = send(bodiless(SdkHttpMethod.HEAD, name, Map.of()), BodyHandlers.discarding());
        if (answer.statusCode() == 404) {
            return OptionalLong.empty();
        }
        expect(answer, name, 200);
        return answer.headers().firstValueAsLong("Content-Length");
    }

    @Override
    public InputStream read(String name, long offset, long length) throws IOException {
        Map<String, List<String>> range = Map.of("Range", List.of("bytes=" + offset + "-" + (offset + length - 1)));
        HttpResponse<InputStream> answer = send(bodiless(SdkHttpMethod.GET, name, range), BodyHandlers.ofInputStream());
        try {
            expect(answer, name, 206);
        } catch (IOException e) {
            answer.body().close();
            throw e;
        }
        return answer.body();
    }

    @Override
    public void delete(String name) throws IOException {
        HttpResponse<Void> answer = send(bodiless(SdkHttpMethod.DELETE, name, Map.of()), BodyHandlers.discarding());
        if (answer.statusCode() != 404) {
            expect(answer, name, 204);
        }
    }

    /** Makes the bucket itself, of which tests need a fresh one. */
    void makeBucket() throws IOException {
        expect(send(bodiless(SdkHttpMethod.PUT, "", Map.of()), BodyHandlers.discarding()), bucket.bucket(), 200);
    }

    private static void expect(HttpResponse<?> answer, String name, int status) throws IOException {
        if (answer.statusCode() == 404) {
            throw new NoSuchFileException(name);
        }
        if (answer.statusCode() != status) {
            throw new IOException("The store answered " + answer.statusCode() + " to "
                    + answer.request().method() + " of " + name);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler) throws IOException {
        try {
            return client.send(request.build(), handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The server stops", e);
        }
    }

    private HttpRequest.Builder bodiless(SdkHttpMethod method, String name, Map<String, List<String>> headers) {
        BodyPublisher nothing = BodyPublishers.noBody();
        return request(method, name, headers, null).timeout(ANSWER).method(method.name(), nothing);
    }

    /** @param content what the signature covers, too; null if there is nothing */
    private HttpRequest.Builder request(
            SdkHttpMethod method, String name, Map<String, List<String>> headers, Path content) {
        URI uri = bucket.url().resolve("/" + bucket.bucket() + "/" + name);
        SdkHttpRequest unsigned = SdkHttpRequest.builder()
                .method(method)
                .uri(uri)
                .headers(headers)
                .build();
        SdkHttpRequest signed = signer.sign(sign -> {
                    sign.identity(key)
                            .request(unsigned)
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                            .putProperty(AwsV4HttpSigner.REGION_NAME, bucket.region())
                            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                            .putProperty(HttpSigner.SIGNING_CLOCK, clock);
                    if (content != null) {
                        sign.payload(() -> open(content));
                    }
                })
                .request();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        signed.forEachHeader((header, values) -> {
            if (!OWN_HEADERS.contains(header.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(header, value));
            }
        });
        return request;
    }

    private static InputStream open(Path content) {
        try {
            return Files.newInputStream(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
