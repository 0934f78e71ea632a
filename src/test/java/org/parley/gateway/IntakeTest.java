package org.parley.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.parley.protocol.ClientFrame;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IntakeTest {
    private final List<ClientFrame> handled = new ArrayList<>();
    private final Deque<Intake> elsewhere = new ArrayDeque<>();
    private final Intake intake = new Intake(handled::add, elsewhere::add);

    @Test
    void whatNeedsMemoryAloneIsHandledWhereItArrives() {
        List<ClientFrame> frames = frames(3);
        frames.forEach(frame -> assertTrue(intake.offer(frame, false)));
        assertEquals(frames, handled);
        assertTrue(elsewhere.isEmpty());
    }

    @Test
    void whatMayWaitIsHandledElsewhereAndNothingOvertakesIt() {
        List<ClientFrame> frames = frames(4);
        intake.offer(frames.get(0), false);
        intake.offer(frames.get(1), true);
        intake.offer(frames.get(2), false);
        assertEquals(frames.subList(0, 1), handled);
        assertEquals(1, elsewhere.size(), "it is in line once");

        assertTrue(intake.handleNext());
        assertFalse(intake.handleNext());
        intake.offer(frames.get(3), false);
        assertEquals(frames, handled);
    }

    @Test
    void moreThanSoManyDoNotWait() {
        frames(Intake.CAPACITY).forEach(frame -> assertTrue(intake.offer(frame, true)));
        assertFalse(intake.offer(frames(1).get(0), false));
        assertTrue(intake.handleNext());
        assertTrue(intake.offer(frames(1).get(0), false));
    }

    @Test
    void whatIsGivenUpIsHandedBackAndTheNextIsHandledAgain() {
        List<ClientFrame> frames = frames(3);
        intake.offer(frames.get(0), true);
        intake.offer(frames.get(1), false);
        assertEquals(frames.subList(0, 2), intake.giveUp());
        intake.offer(frames.get(2), false);
        assertEquals(frames.subList(2, 3), handled);
    }

    private static List<ClientFrame> frames(int count) {
        return IntStream.range(0, count)
                .<ClientFrame>mapToObj(i -> new ClientFrame.Refused(
                        Optional.of("c" + i), Optional.empty(), new Refusal(ErrorCode.MALFORMED, "frame " + i)))
                .toList();
    }
}
