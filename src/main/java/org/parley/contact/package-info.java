/** Contacts, requests and blocks: what two people are to each other. */
package org.parley.contact;
