export { findLapses, isAudited, type OwnerLapse, type RoleStanding, type WatchedCase } from './findLapses';
export { findThrash, type OwnerReview, type Thrash, type ThrashContext } from './findThrash';
export { keptReviews } from './keptReviews';
export { reconsiderOwner, type OwnedCase, type Reroute, type RerouteSettings } from './reconsiderOwner';
