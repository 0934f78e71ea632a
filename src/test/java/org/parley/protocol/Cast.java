package org.parley.protocol;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

import org.parley.protocol.AuthorisationTable.Row;
import org.parley.testing.ChatClientAccount;

/** The people of {@link AuthorisationIT}, who stay the same from row to row. */
final class Cast {
    /** The columns of the tables. */
    enum Caller {
        ANONYMOUS,
        DISABLED,
        STRANGER,
        MEMBER,
        ADMIN,
        OWNER,
        ADMINISTRATOR;

        boolean mayConnect() {
            return this != ANONYMOUS && this != DISABLED;
        }
    }

    private final Map<Caller, ChatClientAccount> accounts = new EnumMap<>(Caller.class);
    private final ChatClientAccount bystander = ProtocolServer.user("bystander");
    private final ChatClientAccount newcomer = ProtocolServer.user("newcomer");
    private final Map<Caller, Scene> lookedAt = new EnumMap<>(Caller.class);

    Cast() throws SQLException {
        for (Caller caller : Caller.values()) {
            accounts.put(caller, ProtocolServer.user(caller.name().toLowerCase(java.util.Locale.ROOT)));
        }
        accounts.put(Caller.ANONYMOUS, ChatClientAccount.stranger(bystander.base()));
        accounts.put(Caller.ADMINISTRATOR, ProtocolServer.administrator().login());
        ProtocolServer.disable(accounts.get(Caller.DISABLED));
    }

    ChatClientAccount of(Caller caller) {
        return accounts.get(caller);
    }

    ChatClientAccount bystander() {
        return bystander;
    }

    ChatClientAccount newcomer() {
        return newcomer;
    }

    /** Returns what a row is about: something new for every caller, unless the row changes nothing. */
    Scene scene(Caller caller, Row row) throws SQLException {
        if (row.method().equals("GET")) {
            return lookedAt.computeIfAbsent(caller, c -> new Scene(this, c, of(c)));
        }
        return new Scene(this, caller, row.path().startsWith("/api/auth/") ? onceOnly(caller) : of(caller));
    }

    // Sessions end in these rows, and passwords are guessed.
    private ChatClientAccount onceOnly(Caller caller) throws SQLException {
        if (caller == Caller.ANONYMOUS) {
            return of(caller);
        }
        ChatClientAccount account = ProtocolServer.user("once");
        if (caller == Caller.DISABLED) {
            ProtocolServer.disable(account);
        }
        return account;
    }
}
