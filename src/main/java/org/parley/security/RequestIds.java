package org.parley.security;

import jakarta.inject.Inject;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;

import org.parley.rest.RequestId;

/** Gives each request its id: the one that a listed proxy gave it, or a new one. */
@WebListener
public class RequestIds implements ServletRequestListener {
    @Inject
    private Proxies proxies;

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        RequestId.begin(proxies.requestId((HttpServletRequest) event.getServletRequest()));
    }

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        RequestId.end();
    }
}
