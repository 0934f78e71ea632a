package org.parley.gateway;

import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.inject.Inject;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

import org.parley.protocol.CloseReason;

/**
 * Where frames come in. Everything is handed over at once: the container's thread is not held. Who somebody is comes
 * from the handshake alone.
 */
@ServerEndpoint(value = "/ws", subprotocols = ChatEndpoint.SUB_PROTOCOL)
public class ChatEndpoint {
    static final String SUB_PROTOCOL = "parley.v1";

    /** The largest value of {@code chat.connection.max-frame}, which is what really bounds a message. */
    private static final int CONTAINER_LIMIT = 1_048_576;

    private static final Logger LOG = Logger.getLogger(ChatEndpoint.class.getName());
    private static final String CONNECTION = WebSocketConnection.class.getName();

    @Inject
    private Gateway gateway;

    @OnOpen
    public void open(Session session) {
        gateway.open(session, connection -> session.getUserProperties().put(CONNECTION, connection));
    }

    @OnMessage(maxMessageSize = CONTAINER_LIMIT)
    public void text(String message, Session session) {
        WebSocketConnection connection = connection(session);
        if (connection != null) {
            gateway.received(connection, message);
        }
    }

    @OnMessage(maxMessageSize = CONTAINER_LIMIT)
    public void binary(byte[] message, Session session) {
        WebSocketConnection connection = connection(session);
        if (connection != null) {
            connection.close(CloseReason.BINARY);
        }
    }

    @OnMessage
    public void pong(PongMessage message, Session session) {
        WebSocketConnection connection = connection(session);
        if (connection != null) {
            connection.heard();
        }
    }

    @OnClose
    public void close(Session session, jakarta.websocket.CloseReason reason) {
        WebSocketConnection connection = connection(session);
        if (connection != null) {
            gateway.closed(connection, reason.getCloseCode().getCode());
        }
    }

    /** The container closes the session afterwards, where the failure is one of the connection. */
    @OnError
    public void error(Session session, Throwable failure) {
        LOG.log(Level.FINE, "Connection " + session.getId() + " failed", failure);
        WebSocketConnection connection = connection(session);
        if (connection != null && !session.isOpen()) {
            gateway.closed(connection, CloseCodes.CLOSED_ABNORMALLY.getCode());
        }
    }

    private static WebSocketConnection connection(Session session) {
        return (WebSocketConnection) session.getUserProperties().get(CONNECTION);
    }
}
