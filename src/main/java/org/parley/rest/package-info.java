/** What all REST resources share: how request bodies are read, how lists are paged and how refusals look. */
package org.parley.rest;
