/** Reads files that somebody names: in a setting, on the command line, in a recording. */
package io.github.headroom.agent.file;
