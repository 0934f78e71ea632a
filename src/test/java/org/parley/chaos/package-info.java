/** Clients, faults and an oracle, all from one seed: the bench that would find out if the promise were not kept. */
package org.parley.chaos;
