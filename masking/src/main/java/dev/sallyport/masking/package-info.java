/// Finds and hides personal data and secrets in everything that leaves the gate. Pure: no clock, file or network.
///
/// [Masker] is the door: texts and JSON go in, the same with sentinels in place of what must not leave
/// come out. [Sentinels] knows the replacement texts, [Visible] shows foreign text to humans safely.
@NullMarked
package dev.sallyport.masking;

import org.jspecify.annotations.NullMarked;
