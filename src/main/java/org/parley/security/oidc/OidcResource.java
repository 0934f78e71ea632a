package org.parley.security.oidc;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import com.nimbusds.oauth2.sdk.util.MultivaluedMapUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.security.InvalidToken;
import org.parley.security.Proxies;
import org.parley.security.RefreshCookie;
import org.parley.security.ScriptlessCookies;
import org.parley.security.ScriptlessCookies.SameSite;

/**
 * Where browsers leave for the provider and come back from it, and where the provider tells of log-outs. Whatever goes
 * wrong, a browser ends in the web client, which tells the user what to do.
 */
@Path("/auth/oidc")
@PermitAll
@RequestScoped
public class OidcResource {
    private static final Logger LOG = Logger.getLogger(OidcResource.class.getName());
    private static final String COOKIE = "parley_sign_on";

    @Inject
    private SignOnFlow flow;

    @Inject
    private BackChannelLogout backChannel;

    @Inject
    private RefreshCookie refreshCookie;

    @Inject
    private ScriptlessCookies cookies;

    @Inject
    private Proxies proxies;

    @Inject
    private Settings settings;

    @Context
    private HttpServletRequest request;

    /** @param place where in the web client to go afterwards, as in {@code #/c/12} */
    @GET
    @Path("login")
    public Response login(@QueryParam("return") String place) {
        checkOffered();
        try {
            SignOnFlow.Begun begun = flow.begin(place, at("/api/auth/oidc/callback"));
            return Response.seeOther(begun.provider())
                    .header(HttpHeaders.SET_COOKIE, cookie(begun.sealed(), SignOnFlow.LIFE))
                    .build();
        } catch (SignOnFailure e) {
            return told(e);
        }
    }

    @GET
    @Path("callback")
    public Response callback(@Context UriInfo uri) {
        checkOffered();
        try {
            Map<String, List<String>> answer = new HashMap<>(uri.getQueryParameters());
            SignOnFlow.Done done = flow.complete(
                    answer, cookies.read(COOKIE, request), at("/api/auth/oidc/callback"), proxies.caller(request));
            return Response.seeOther(at("/" + done.place()))
                    .header(HttpHeaders.SET_COOKIE, cookie("", Duration.ZERO))
                    .header(HttpHeaders.SET_COOKIE, refreshCookie.holding(done.token(), request))
                    .build();
        } catch (SignOnFailure e) {
            return told(e);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "A sign-on failed", e);
            return failed(SignOnFailure.Reason.FAILED);
        }
    }

    /**
     * For the provider alone. Its specification says what is answered, and that nobody may keep it.
     *
     * @param form as a stream, which has its limits: the server itself would read a form of any length into its memory
     */
    @POST
    @Path("backchannel-logout")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response backChannelLogout(InputStream form) throws IOException {
        checkOffered();
        String content = new String(form.readAllBytes(), StandardCharsets.UTF_8);
        Map<String, List<String>> fields = URLUtils.parseParameters(content);
        try {
            backChannel.accept(MultivaluedMapUtils.getFirstValue(fields, "logout_token"));
            return Response.ok().build();
        } catch (InvalidToken e) {
            LOG.log(Level.WARNING, "A logout token was refused: {0}", e.getMessage());
            return Response.status(Response.Status.BAD_REQUEST)
                    .type(MediaType.APPLICATION_JSON)
                    .entity("{\"error\":\"invalid_request\",\"error_description\":\"The logout token is not good.\"}")
                    .build();
        }
    }

    private void checkOffered() {
        if (settings.openIdProvider().isEmpty()) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no single sign-on here.");
        }
    }

    private Response told(SignOnFailure failure) {
        boolean ordinary =
                failure.reason() == SignOnFailure.Reason.CANCELLED || failure.reason() == SignOnFailure.Reason.EXPIRED;
        LOG.log(ordinary ? Level.FINE : Level.WARNING, "A sign-on failed: {0}", failure.getMessage());
        return failed(failure.reason());
    }

    private Response failed(SignOnFailure.Reason reason) {
        return Response.seeOther(at("/#/sign-on/" + reason.wire()))
                .header(HttpHeaders.SET_COOKIE, cookie("", Duration.ZERO))
                .build();
    }

    private URI at(String path) {
        return URI.create(settings.publicUrl().orElseThrow() + request.getContextPath() + path);
    }

    // Lax, not Strict: it has to come along when the provider sends the browser back.
    private String cookie(String value, Duration life) {
        return cookies.write(COOKIE, value, "/api/auth/oidc", life, SameSite.LAX, request);
    }
}
