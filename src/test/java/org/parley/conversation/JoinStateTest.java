package org.parley.conversation;

import org.junit.jupiter.api.Test;
import org.parley.testing.ManualTable;

import static org.junit.jupiter.api.Assertions.assertEquals;

class JoinStateTest {
    @Test
    void each_step_from_each_state_leads_where_the_manual_says() {
        assertEquals(
                ManualTable.below("Requests to join"),
                ManualTable.of(JoinState.values(), JoinState.Step.values(), (state, step) -> state.after(step)
                        .orElse(null)));
    }

    @Test
    void states_come_back_from_their_text_as_they_were() {
        for (JoinState state : JoinState.values()) {
            assertEquals(state, JoinState.of(state.wire()));
        }
    }
}
