package org.parley.call;

import java.util.Optional;

import org.parley.protocol.CallRecord;
import org.parley.protocol.SignalEvent;

/** Where a call is, and which step of whom leads where. */
enum CallState {
    RINGING,
    ACTIVE,
    /** Over; it stays until its record is in the log. */
    ENDED;

    enum Role {
        CALLER,
        CALLEE
    }

    /** @param outcome what the record will say, if the call is over by the step */
    record Step(CallState next, Optional<CallRecord.Outcome> outcome) {
        private static Step to(CallState next) {
            return new Step(next, Optional.empty());
        }

        private static Step end(CallRecord.Outcome outcome) {
            return new Step(ENDED, Optional.of(outcome));
        }
    }

    /** @return empty if nobody in this role can take this step now */
    Optional<Step> after(Role role, SignalEvent event) {
        return Optional.ofNullable(
                switch (this) {
                    case RINGING -> role == Role.CALLER ? ringingCaller(event) : ringingCallee(event);
                    case ACTIVE -> active(event);
                    case ENDED -> null;
                });
    }

    private static Step ringingCaller(SignalEvent event) {
        return switch (event) {
            case INVITE -> Step.to(RINGING);
            case CANCEL -> Step.end(CallRecord.Outcome.CANCELLED);
            default -> null;
        };
    }

    private static Step ringingCallee(SignalEvent event) {
        return switch (event) {
            case RINGING -> Step.to(RINGING);
            // Whoever calls the one who calls them wants the same call.
            case ACCEPT, INVITE -> Step.to(ACTIVE);
            case REJECT -> Step.end(CallRecord.Outcome.REJECTED);
            case BUSY -> Step.end(CallRecord.Outcome.BUSY);
            default -> null;
        };
    }

    private static Step active(SignalEvent event) {
        return switch (event) {
            case OFFER, ANSWER, CANDIDATE, ALIVE -> Step.to(ACTIVE);
            case HANGUP -> Step.end(CallRecord.Outcome.COMPLETED);
            default -> null;
        };
    }
}
