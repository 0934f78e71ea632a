package org.parley.admin;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import org.parley.audit.AuditTrail;
import org.parley.audit.Deed;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.rest.Body;
import org.parley.rest.Paging;
import org.parley.security.Accounts;
import org.parley.security.SessionList;
import org.parley.security.SessionStore;
import org.parley.security.SignOn;
import org.parley.user.AccountRecord;
import org.parley.user.Handle;
import org.parley.user.UserStore;

/** Accounts, as administrators see and change them. */
@Path("/admin/users")
@AdministratorsOnly
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UserAdminResource {
    @Inject
    private UserStore users;

    @Inject
    private Accounts accounts;

    @Inject
    private SignOn signOn;

    @Inject
    private SessionStore sessions;

    @Inject
    private Exports exports;

    @Inject
    private AuditTrail trail;

    @Inject
    private Deeds deeds;

    /**
     * An account, as REST shows it.
     *
     * @param administeredByProvider whether the OpenID provider says if it is an administrator's, with each sign-on
     */
    @JsonbNillable
    public record Account(
            String user,
            String name,
            String email,
            boolean enabled,
            boolean administrator,
            boolean administeredByProvider,
            boolean erased,
            Instant created) {
        static Account of(AccountRecord account, Set<Long> administeredByProvider) {
            return new Account(
                    account.user(),
                    account.name(),
                    account.email(),
                    account.enabled(),
                    account.administrator(),
                    administeredByProvider.contains(account.id()),
                    account.erased(),
                    account.created());
        }
    }

    /** @param next the cursor of the following page; null if this is the last */
    @JsonbNillable
    public record Page(List<Account> users, String next) {}

    @GET
    public Page list(
            @QueryParam("query") @DefaultValue("") String query,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("cursor") @DefaultValue("") String cursor) {
        if (!cursor.isEmpty() && Handle.find(cursor).isEmpty()) {
            throw new Refusal(ErrorCode.MALFORMED, "cursor is not one of a page before");
        }
        int size = Paging.limit(limit);
        List<AccountRecord> found = users.accounts(Paging.query(query), cursor, size + 1);
        List<AccountRecord> page = Paging.page(found, size);
        Set<Long> byProvider =
                signOn.administered(page.stream().map(AccountRecord::id).toList());
        return new Page(
                page.stream().map(account -> Account.of(account, byProvider)).toList(),
                Paging.next(found, size, AccountRecord::user));
    }

    @GET
    @Path("{user}")
    public Account get(@PathParam("user") String handle) {
        AccountRecord account = account(handle);
        return Account.of(account, signOn.administered(Set.of(account.id())));
    }

    /** Makes an account without a password; see {@link #passwordLink}. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(Body body) {
        String handle = accounts.create(
                body.string("user"), body.optionalString("name"), id -> deeds.of("user.create", Deed.person(id)));
        return Response.status(Response.Status.CREATED).entity(get(handle)).build();
    }

    /** @param link what follows {@code #/password/} and the user in the address that the user is to open */
    public record PasswordLink(String link) {}

    /** Lets a user set a password who has none, or has forgotten it. */
    @POST
    @Path("{user}/password-link")
    public PasswordLink passwordLink(@PathParam("user") String handle) {
        AccountRecord account = account(handle);
        return new PasswordLink(accounts.linkPassword(account.id(), deeds.of("user.password-link", account)));
    }

    /** Enables or disables an account, makes it an administrator's or not. */
    @PATCH
    @Path("{user}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Account change(@PathParam("user") String handle, Body body) {
        AccountRecord account = account(handle);
        boolean enabled = body.boolIfPresent("enabled").orElse(account.enabled());
        boolean administrator = body.boolIfPresent("administrator").orElse(account.administrator());
        if (administrator != account.administrator()
                && !signOn.administered(Set.of(account.id())).isEmpty()) {
            throw new Refusal(ErrorCode.CONFLICT, "The OpenID provider says who of its users are administrators.");
        }
        // Not an administrator first, so that nobody is one whose account is disabled.
        if (!administrator && account.administrator()) {
            accounts.administer(account.id(), false, deeds.of("user.not-administrator", account));
        }
        if (enabled != account.enabled()) {
            if (enabled) {
                accounts.enable(account.id(), deeds.of("user.enable", account));
            } else {
                accounts.disable(account.id(), deeds.of("user.disable", account));
            }
        }
        if (administrator && !account.administrator()) {
            accounts.administer(account.id(), true, deeds.of("user.administrator", account));
        }
        return get(handle);
    }

    /** Erases a user: nothing remains by which one could tell who it was. */
    @DELETE
    @Path("{user}")
    public void erase(@PathParam("user") String handle) {
        AccountRecord account = account(handle);
        accounts.erase(account.id(), deeds.of("user.erase", account));
    }

    /** All that there is of a user. */
    @GET
    @Path("{user}/export")
    @Produces(Exports.MEDIA_TYPE)
    public Response export(@PathParam("user") String handle) {
        AccountRecord account = account(handle);
        trail.record(deeds.of("export.user", account));
        StreamingOutput lines = out -> exports.user(account, out);
        return Response.ok(lines, Exports.MEDIA_TYPE)
                .header("Content-Disposition", "attachment; filename=\"user-" + account.id() + ".jsonl\"")
                .build();
    }

    @GET
    @Path("{user}/sessions")
    public SessionList sessions(
            @PathParam("user") String handle,
            @QueryParam("limit") @DefaultValue("200") String limit,
            @QueryParam("cursor") @DefaultValue("") String cursor) {
        int size = Paging.limit(limit);
        return SessionList.of(sessions.of(account(handle).id(), "", cursor, size + 1), size);
    }

    /** Logs a user out everywhere. */
    @DELETE
    @Path("{user}/sessions")
    public void endSessions(@PathParam("user") String handle) {
        AccountRecord account = account(handle);
        accounts.endSessions(account.id(), deeds.of("session.end-all", account));
    }

    @DELETE
    @Path("{user}/sessions/{id}")
    public void endSession(@PathParam("user") String handle, @PathParam("id") String id) {
        AccountRecord account = account(handle);
        if (!accounts.endSession(account.id(), id, deeds.of("session.end", account))) {
            throw new Refusal(ErrorCode.NOT_FOUND, "This user has no such session.");
        }
    }

    private AccountRecord account(String handle) {
        return Handle.find(handle)
                .flatMap(users::account)
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such user."));
    }
}
