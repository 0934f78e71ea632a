package org.parley.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import org.parley.audit.Deed;
import org.parley.security.ParleyPrincipal;
import org.parley.security.Proxies;
import org.parley.user.AccountRecord;

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

    Deed of(String action, AccountRecord target) {
        return of(action, Deed.person(target.id()));
    }

    Deed of(String action, String target, String details) {
        long actor = ParleyPrincipal.of(request.getUserPrincipal()).userId();
        return new Deed(Deed.person(actor), action, target, details, proxies.address(request));
    }
}
