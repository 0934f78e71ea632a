/** Who is online, away or was seen last when: told to those who watch them and may know it, on whatever node they are. */
package org.parley.presence;
