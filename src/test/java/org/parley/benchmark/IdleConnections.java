package org.parley.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What connections cost that nobody writes on. */
final class IdleConnections {
    /** Files that the server needs besides its connections. */
    private static final int OTHER_FILES = 2_000;

    private IdleConnections() {}

    /**
     * Memory of the server in kB for each connection: what is left in the heap after a collection, and what the operating
     * system gave besides the heap, all of which is resident from the start.
     */
    record Cost(double heap, double outside) {}

    /** @return what each of so many connections costs, in the order of the counts, which grow */
    static List<Cost> measure(Site site, int... counts) throws IOException {
        long server = site.server().processId();
        long limit = Processes.fileLimit(server);
        if (limit < counts[counts.length - 1] + OTHER_FILES) {
            throw new IllegalStateException("The server may open " + limit + " files; raise the limit (ulimit -n)");
        }
        List<Cost> costs = new ArrayList<>();
        long heapBefore = Processes.heapAfterCollection(server);
        long residentBefore = Processes.residentKilobytes(server);
        try (Clients clients = new Clients()) {
            int open = 0;
            for (int count : counts) {
                for (; open < count; open++) {
                    clients.connect(site.port(open + 1L), site.token(open + 1L), frame -> {});
                }
                clients.check();
                long heap = Processes.heapAfterCollection(server);
                long resident = Processes.residentKilobytes(server);
                costs.add(new Cost((heap - heapBefore) / (double) count, (resident - residentBefore) / (double) count));
            }
            clients.check();
        }
        return costs;
    }
}
