package org.parley.timer;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the clock that does not jump injectable; one for all, so that their instants can be compared. */
@ApplicationScoped
class Clocks {
    @Produces
    @Singleton
    @Steady
    Clock steady() {
        return new SteadyClock();
    }
}
