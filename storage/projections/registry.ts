import { casesProjection } from './cases';
import type { Projection } from './projection';

/** Every table that is made from entries. A table that is listed here is verified, rebuilt and cleaned of erased parts. */
export const projections: readonly Projection[] = [casesProjection];
