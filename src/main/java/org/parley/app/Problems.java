package org.parley.app;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.json.JsonException;
import jakarta.json.bind.JsonbException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

import org.parley.jpa.DatabaseAbsence;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.rest.Problem;
import org.parley.rest.RequestId;

/** Makes problem details of whatever a resource throws; of what it did not expect, callers learn nothing more. */
@Provider
public class Problems implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(Problems.class.getName());

    private static final Refusal DATABASE_AWAY = Refusal.unavailable("The database does not answer; try again.");

    private static final Refusal GAVE_WAY = Refusal.unavailable("Somebody else did the same at once; try again.");

    private static final Map<Integer, Problem> BY_STATUS = Map.of(
            400, new Problem(400, ErrorCode.MALFORMED.wire(), "The request is malformed."),
            401, Problem.unauthorized("Send an access token as a Bearer token."),
            403, new Problem(403, ErrorCode.FORBIDDEN.wire(), "You may not do that."),
            404, new Problem(404, ErrorCode.NOT_FOUND.wire(), "There is nothing here."),
            405, new Problem(405, ErrorCode.UNSUPPORTED.wire(), "This method is not supported here."),
            406, new Problem(406, ErrorCode.UNSUPPORTED.wire(), "The answer is JSON; accept it."),
            413, new Problem(413, ErrorCode.TOO_LARGE.wire(), "The request is too large."),
            429, new Problem(429, ErrorCode.RATE_LIMITED.wire(), "Too many requests; wait a little."),
            415, new Problem(415, ErrorCode.UNSUPPORTED.wire(), "Send JSON, as application/json."));

    @Override
    public Response toResponse(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return Problem.of(refusal).response();
            }
            if (cause instanceof JsonException || cause instanceof JsonbException) {
                return new Problem(400, ErrorCode.MALFORMED.wire(), "The body is not the JSON that is expected here.")
                        .response();
            }
            if (cause instanceof WebApplicationException answer) {
                return ofStatus(answer);
            }
        }
        if (DatabaseAbsence.isCauseOf(failure) || DatabaseAbsence.brokeCommit(failure)) {
            LOG.log(Level.WARNING, "A request failed, because the database does not answer: {0}", failure.getMessage());
            return Problem.of(DATABASE_AWAY).response();
        }
        if (DatabaseAbsence.gaveWay(failure)) {
            LOG.log(Level.FINE, "A request gave way to another in the database", failure);
            return Problem.of(GAVE_WAY).response();
        }
        return failed(500, failure).response();
    }

    /** Whoever reports it to the operators can say which request it was; the log has more. */
    static Problem failed(int status, Throwable failure) {
        LOG.log(Level.SEVERE, "A request failed", failure);
        Problem problem = ofStatus(status);
        return RequestId.current().map(problem::at).orElse(problem);
    }

    private static Response ofStatus(WebApplicationException failure) {
        Response original = failure.getResponse();
        int status = original.getStatus();
        if (original.hasEntity() || status < 400) {
            return original;
        }
        Problem problem = status >= 500 ? failed(status, failure) : ofStatus(status);
        Response.ResponseBuilder response = Response.fromResponse(problem.response());
        String allow = original.getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? response.build()
                : response.header(HttpHeaders.ALLOW, allow).build();
    }

    static Problem ofStatus(int status) {
        Problem known = BY_STATUS.get(status);
        if (known != null) {
            return known;
        }
        return status >= 500
                ? new Problem(status, "internal", "The server failed; its log has the reason.")
                : new Problem(status, ErrorCode.MALFORMED.wire(), "The request was refused.");
    }
}
