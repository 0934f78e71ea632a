package org.parley.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import org.parley.audit.Deed;
import org.parley.security.Proxies;

/** Describes what the administrator who makes this request does. */
@RequestScoped
class Deeds {
    @Inject
    private Proxies proxies;

    @Inject
    private HttpServletRequest request;

    Deed of(String action, String target) {
        return of(action, target, "");
    }

    Deed of(String action, String target, String details) {
        return new Deed(request.getUserPrincipal().getName(), action, target, details, proxies.address(request));
    }
}
