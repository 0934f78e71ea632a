package org.parley.call;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.call.CallState.Role;
import org.parley.protocol.SignalEvent;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Every step of everybody in every state: those that are not named here can't be taken. */
class CallStateTest {
    private static final Map<String, String> STEPS = Map.ofEntries(
            Map.entry("RINGING CALLER INVITE", "RINGING"),
            Map.entry("RINGING CALLER CANCEL", "ENDED CANCELLED"),
            Map.entry("RINGING CALLEE RINGING", "RINGING"),
            Map.entry("RINGING CALLEE ACCEPT", "ACTIVE"),
            Map.entry("RINGING CALLEE INVITE", "ACTIVE"),
            Map.entry("RINGING CALLEE REJECT", "ENDED REJECTED"),
            Map.entry("RINGING CALLEE BUSY", "ENDED BUSY"),
            Map.entry("ACTIVE CALLER OFFER", "ACTIVE"),
            Map.entry("ACTIVE CALLER ANSWER", "ACTIVE"),
            Map.entry("ACTIVE CALLER CANDIDATE", "ACTIVE"),
            Map.entry("ACTIVE CALLER ALIVE", "ACTIVE"),
            Map.entry("ACTIVE CALLER HANGUP", "ENDED COMPLETED"),
            Map.entry("ACTIVE CALLEE OFFER", "ACTIVE"),
            Map.entry("ACTIVE CALLEE ANSWER", "ACTIVE"),
            Map.entry("ACTIVE CALLEE CANDIDATE", "ACTIVE"),
            Map.entry("ACTIVE CALLEE ALIVE", "ACTIVE"),
            Map.entry("ACTIVE CALLEE HANGUP", "ENDED COMPLETED"));

    @ParameterizedTest
    @EnumSource
    void eachStepLeadsWhereItShould(CallState state) {
        for (Role role : Role.values()) {
            for (SignalEvent event : SignalEvent.values()) {
                String name = state + " " + role + " " + event;
                Optional<String> led = state.after(role, event)
                        .map(step ->
                                step.next() + step.outcome().map(o -> " " + o).orElse(""));
                assertEquals(Optional.ofNullable(STEPS.get(name)), led, name);
            }
        }
    }
}
