package org.parley.rest;

import java.time.Duration;
import java.util.Optional;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.parley.protocol.JsonText;
import org.parley.protocol.Refusal;

/**
 * A refused request as RFC 9457 problem details.
 *
 * @param code the reason for a program: an error code of the protocol in lower case, or one that REST alone has
 * @param detail a sentence for the caller
 * @param instance the id of the request (RFC 9457, section 3.1.5), if the log has more about it
 */
public record Problem(
        int status, String code, String detail, Optional<Duration> retryAfter, Optional<String> instance) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem(int status, String code, String detail) {
        this(status, code, detail, Optional.empty(), Optional.empty());
    }

    public static Problem of(Refusal refusal) {
        return new Problem(
                refusal.code().httpStatus(),
                refusal.code().wire(),
                refusal.detail(),
                refusal.retryAfter(),
                Optional.empty());
    }

    public static Problem unauthorized(String detail) {
        return new Problem(401, "unauthorized", detail);
    }

    /** @return the same, of which the log has more under the id of the request */
    public Problem at(String request) {
        return new Problem(status, code, detail + " (request " + request + ")", retryAfter, Optional.of(request));
    }

    public String json() {
        return JsonText.object(json -> {
            json.write("type", "about:blank");
            Response.Status standard = Response.Status.fromStatusCode(status);
            if (standard != null) {
                json.write("title", standard.getReasonPhrase());
            }
            json.write("status", status).write("detail", detail).write("code", code);
            instance.ifPresent(name -> json.write("instance", name));
        });
    }

    public Response response() {
        Response.ResponseBuilder response =
                Response.status(status).type(MEDIA_TYPE).entity(json());
        retryAfterSeconds().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, wait));
        if (status == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.build();
    }

    /** @return what stands in a {@code Retry-After} header: whole seconds, rounded up */
    public Optional<Long> retryAfterSeconds() {
        return retryAfter.map(wait -> Math.max(1, wait.plusMillis(999).toSeconds()));
    }
}
