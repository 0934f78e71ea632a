/** What all REST resources share: how request bodies are read and how refusals look. */
package org.parley.rest;
