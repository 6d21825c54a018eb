/** What a recording tells after the end, by the same derivations as live. */
package io.github.headroom.agent.report;
